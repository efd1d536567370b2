/* The kinds of records, as a worker calls them, and the form of each where no rule names another. */

export const KINDS = { visit: "走访", survey: "入户调查", check: "安全检查", need: "上报线索" };
export const FORMS = { visit: "field.visit", survey: "field.survey", check: "field.check", need: "field.need" };

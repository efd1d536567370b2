"""Kinds and ways of visits, with their Chinese labels."""

SURVEY = "survey"
COUNTY_CHECK = "county_check"
NEIGHBOUR = "neighbour"
LETTER = "letter"
CARE = "care"
LEAD_CHECK = "lead_check"
KINDS = {
    SURVEY: "入户调查",
    NEIGHBOUR: "邻里访问",
    LETTER: "信函索证",
    COUNTY_CHECK: "县级抽查",
    LEAD_CHECK: "线索核实",
    CARE: "走访探视",
}
# 低保57号第十六条: at least two investigators; remote means only in an emergency.
SURVEY_KINDS = (SURVEY, NEIGHBOUR)

"""特困人员救助供养."""

from county.entities import Person
from county.variables.facts import CareMode, DisabilityKind, ObligorCapacity, Residence, Schooling
from numpy import datetime64, floor, select, where
from numpy import maximum as max_
from openfisca_core.periods import MONTH
from openfisca_core.variables import Variable


class alive_this_month(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "未死亡（死亡当月照发）"

    def formula(person, period, _parameters):
        died = person("died_on", period) >= datetime64(period.start)
        return ~person("is_dead", period) + died


class disabled_from_work(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "残疾类别和等级属于无劳动能力情形"

    def formula(person, period, _parameters):
        grade = person("disability_grade", period)
        kind = person("disability_kind", period)
        of_mind = (kind == DisabilityKind.intellectual) + (kind == DisabilityKind.mental)
        return (grade >= 1) * (
            of_mind * (grade <= 3)
            + (kind == DisabilityKind.physical) * (grade <= 2)
            + (kind == DisabilityKind.visual) * (grade == 1)
        )


class keeps_as_minor(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "已供养的未成年人继续供养"

    def formula(person, period, parameters):
        birth = person("birth_on", period)
        month = birth.astype("datetime64[M]").astype(int)
        in_year = month % 12
        day = (birth - birth.astype("datetime64[M]")).astype(int)
        leapling = (in_year == 1) * (day == 28)
        now = datetime64(period.start, "M").astype(int)
        months = now - (month + leapling)
        school = person("schooling", period)
        at_school = (school == Schooling.compulsory) + (school == Schooling.senior)
        still = months <= parameters(period).tekun.minor_until_age * 12
        return person("tekun_as_minor", period) * (still + at_school)


class no_labour_ability(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "无劳动能力"

    def formula(person, period, parameters):
        age, tekun = person("age", period), parameters(period).tekun
        return (
            (age >= tekun.old_age)
            + (age < tekun.minor_age)
            + person("disabled_from_work", period)
            + person("keeps_as_minor", period)
        )


class tekun_means(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "收入和财产符合特困人员规定"

    def formula(person, period, parameters):
        limits = parameters(period).dibao.limits
        standard = person.household("dibao_standard", period)
        own = max_(person("person_income", period), 0)
        return (
            (own - person("insurance_benefits", period) < standard)
            * (person("deposits", period) <= standard * limits.deposit_months)
            * (person("cars", period) <= limits.cars)
            * (person("shops", period) <= limits.shops)
            * (person("homes", period) <= limits.homes)
            * (person("registered_capital", period) <= limits.registered_capital)
        )


class tekun_eligible(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "符合特困人员条件"

    def formula(person, period, parameters):
        capacity = person("obligor_capacity", period)
        alone = (capacity == ObligorCapacity.none) + (capacity == ObligorCapacity.incapable)
        grown_up = person("age", period) >= parameters(period).tekun.minor_until_age
        return (
            person("no_labour_ability", period)
            * person("tekun_means", period)
            * alone
            * (grown_up + ~person("child_scheme_chosen", period))
            * person("alive_this_month", period)
            * ~person("in_custody", period)
            * ~person("declared_missing", period)
        )


class failed_items(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "不能自主完成的项数"

    def formula(person, period, _parameters):
        items = ("can_eat", "can_dress", "can_get_up", "can_toilet", "can_walk", "can_bathe")
        return sum((~person(item, period)).astype(int) for item in items)


class tekun(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "每月救助供养金"

    def formula(person, period, parameters):
        rules = parameters(period).tekun
        failed = person("failed_items", period)
        centralised = person("care_mode", period) == CareMode.centralised

        def by_mode(tier):
            return where(centralised, tier.centralised, tier.scattered)

        share = select(
            [failed == 0, failed <= rules.half_care_max_items],
            [by_mode(rules.care.self_able), by_mode(rules.care.half)],
            by_mode(rules.care.full),
        )
        care = floor(rules.min_wage * share * 100 + 0.5) / 100
        urban = person.household("residence", period) == Residence.urban
        basic = where(urban, rules.basic.urban, rules.basic.rural)
        return person("tekun_eligible", period) * (basic + care)

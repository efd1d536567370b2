"""残疾人两项补贴和高龄津贴."""

from county.entities import Person
from county.variables.facts import DisabilityKind
from numpy import datetime64, select
from openfisca_core.periods import MONTH
from openfisca_core.variables import Variable


class may_draw_subsidies(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "符合两项补贴的共同条件"

    def formula(person, period, _parameters):
        grade = person("disability_grade", period)
        valid = person("certificate_until", period) >= datetime64(period.start)
        return (
            (grade >= 1)
            * (grade <= 4)
            * valid
            * person("registered_here", period)
            * ~person("is_dead", period)
            * ~person("in_custody", period)
            * ~person("tekun_recipient", period)
            * ~person("work_injury_care", period)
        )


class living_eligible(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "符合困难残疾人生活补贴条件"

    def formula(person, period, parameters):
        poor = (
            person("dibao_recipient", period)
            + person("edge_family", period)
            + person("rigid_family", period)
        )
        standard = parameters(period).subsidies.living
        return (
            person("may_draw_subsidies", period)
            * poor
            * ~person("orphan_recipient", period)
            * ~person("unsupported_recipient", period)
            * (person("other_living_money", period) <= standard)
        )


class living(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "每月困难残疾人生活补贴"

    def formula(person, period, parameters):
        return person("living_eligible", period) * parameters(period).subsidies.living


class nursing_eligible(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "符合重度残疾人护理补贴条件"

    def formula(person, period, parameters):
        rules = parameters(period).subsidies
        grade = person("disability_grade", period)
        kind = person("disability_kind", period)
        of_mind = (kind == DisabilityKind.intellectual) + (kind == DisabilityKind.mental)
        return (
            person("may_draw_subsidies", period)
            * ((grade <= 2) + of_mind * (grade <= 4))
            * (person("care_needed_months", period) >= rules.care_months)
            * (person("other_nursing_money", period) <= rules.nursing)
        )


class nursing(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "每月重度残疾人护理补贴"

    def formula(person, period, parameters):
        return person("nursing_eligible", period) * parameters(period).subsidies.nursing


class months_of_age(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "高龄津贴计龄月数（非一日生日自次月）"

    def formula(person, period, _parameters):
        birth = person("birth_on", period)
        month = birth.astype("datetime64[M]")
        later = (birth > month).astype(int)
        return (datetime64(period.start, "M") - month).astype(int) - later


class old_age_eligible(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "符合高龄津贴条件"

    def formula(person, period, parameters):
        first = parameters(period).old_age.first_age
        return (
            (person("months_of_age", period) >= first * 12)
            * person("registered_here", period)
            * person("alive_this_month", period)
        )


class old_age(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "每月高龄津贴"

    def formula(person, period, parameters):
        rules = parameters(period).old_age
        months = person("months_of_age", period)
        band = select(
            [months >= rules.third_age * 12, months >= rules.second_age * 12],
            [rules.third, rules.second],
            rules.first,
        )
        return person("old_age_eligible", period) * band

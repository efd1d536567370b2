"""最低生活保障."""

from county.entities import Household, Person
from county.variables.facts import DisabilityKind, Relation, Residence, Schooling
from numpy import floor, select, where
from numpy import maximum as max_
from numpy import minimum as min_
from openfisca_core.periods import MONTH
from openfisca_core.variables import Variable


class is_minor(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "未成年"

    def formula(person, period, parameters):
        return person("age", period) < parameters(period).dibao.adult_age


class excluded_member(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "不计入共同生活家庭成员的情形"

    def formula(person, period, parameters):
        years = parameters(period).dibao.religious_years
        return (
            person("is_dead", period)
            + person("in_custody", period)
            + person("declared_missing", period)
            + (person("years_religious", period) >= years)
        )


class counted_member(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "计入共同生活家庭成员"

    def formula(person, period, parameters):
        relation = person("relation", period)
        school = person("schooling", period)
        minor = person("is_minor", period)
        is_child = relation == Relation.child
        studies = (
            (school == Schooling.compulsory)
            + (school == Schooling.senior)
            + (school == Schooling.undergraduate)
        )
        near = (relation == Relation.head) + (relation == Relation.spouse)
        minor_child = is_child * minor * ~person("lives_with_other_parent", period)
        independent = person("can_live_independently", period)
        dependent = is_child * ~minor * (~independent + studies)
        postgraduate = is_child * ~minor * (school == Schooling.postgraduate)
        together = person("has_support_duty", period) * (
            person("years_together", period) >= parameters(period).dibao.long_residence_years
        )
        return ~person("excluded_member", period) * (
            near + minor_child + dependent + together * ~postgraduate
        )


class household_size(Variable):
    value_type = int
    entity = Household
    definition_period = MONTH
    label = "共同生活家庭成员人数"

    def formula(household, period, _parameters):
        return household.sum(household.members("counted_member", period))


class dibao_standard(Variable):
    value_type = float
    entity = Household
    definition_period = MONTH
    label = "低保标准"

    def formula(household, period, parameters):
        standard = parameters(period).dibao.standard
        urban = household("residence", period) == Residence.urban
        return where(urban, standard.urban, standard.rural)


class person_income(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "个人计入收入"

    def formula(person, period, parameters):
        wages = person("wages", period)
        income = (
            wages
            + person("business_income", period)
            + person("property_income", period)
            + person("pension", period)
            + person("farm_income", period)
            + person("support_received", period)
            + person("other_transfers", period)
            + person("surveyed_income", period)
            - person("support_paid", period)
            - person("insurance_paid", period)
        )
        standard = person.household("dibao_standard", period)
        cost = min_(wages * parameters(period).dibao.work_cost, min_(standard, wages))
        return income - cost


class household_income(Variable):
    value_type = float
    entity = Household
    definition_period = MONTH
    label = "家庭月收入"

    def formula(household, period, _parameters):
        counted = household.members("counted_member", period)
        return max_(household.sum(household.members("person_income", period) * counted), 0)


class assets_within_limits(Variable):
    value_type = bool
    entity = Household
    definition_period = MONTH
    label = "家庭财产符合规定"

    def formula(household, period, parameters):
        limits = parameters(period).dibao.limits
        counted = household.members("counted_member", period)
        standard, size = household("dibao_standard", period), household("household_size", period)

        def owned(what):
            return household.sum(household.members(what, period) * counted)

        return (
            (owned("deposits") <= standard * limits.deposit_months * size)
            * (owned("cars") <= limits.cars)
            * (owned("shops") <= limits.shops)
            * (owned("homes") <= limits.homes)
            * (owned("registered_capital") <= limits.registered_capital)
        )


class dibao_eligible(Variable):
    value_type = bool
    entity = Household
    definition_period = MONTH
    label = "符合低保条件"

    def formula(household, period, _parameters):
        size = household("household_size", period)
        line = household("dibao_standard", period) * size
        poor = household("household_income", period) < line
        return (size > 0) * poor * household("assets_within_limits", period)


class person_extra(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "分类施保金"

    def formula(person, period, parameters):
        extra = parameters(period).dibao.extra
        grade = person("disability_grade", period)
        kind = person("disability_kind", period)
        of_mind = (kind == DisabilityKind.intellectual) + (kind == DisabilityKind.mental)
        severe = (grade >= 1) * ((grade <= 2) + (grade == 3) * of_mind)
        share = select(
            [
                severe,
                person("has_major_disease", period),
                person("age", period) >= extra.old_age,
                person("is_minor", period),
            ],
            [extra.disabled, extra.ill, extra.old, extra.minor],
            0,
        )
        return floor(person.household("dibao_standard", period) * share * 100 + 0.5) / 100


class dibao(Variable):
    value_type = float
    entity = Household
    definition_period = MONTH
    label = "每月低保金"

    def formula(household, period, _parameters):
        size = household("household_size", period)
        line = household("dibao_standard", period) * size
        difference = floor((line - household("household_income", period)) * 100 + 0.5) / 100
        counted = household.members("counted_member", period)
        extra = household.sum(household.members("person_extra", period) * counted)
        return household("dibao_eligible", period) * (difference + extra)

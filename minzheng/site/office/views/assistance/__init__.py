"""Pages of social assistance beside the cases: reserve funds, care, rounds of relief, plans."""

from . import care, funds, plans, rounds

urlpatterns = [*funds.urlpatterns, *care.urlpatterns, *rounds.urlpatterns, *plans.urlpatterns]

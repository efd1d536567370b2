"""The pages of what is paid beside the benefits: purchases, settlements, subsidies, projects, goods."""

from . import buying, goods, projects, settlements, subsidies

urlpatterns = [
    *buying.urlpatterns,
    *settlements.urlpatterns,
    *subsidies.urlpatterns,
    *projects.urlpatterns,
    *goods.urlpatterns,
]

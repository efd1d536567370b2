"""Pages of what people tell: lists with their clocks, a call taken down, one voice, the three rates."""

from . import duties, intake, listing, page

urlpatterns = [*listing.urlpatterns, *intake.urlpatterns, *duties.urlpatterns, *page.urlpatterns]

__all__ = ["urlpatterns"]

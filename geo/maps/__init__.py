"""Draw the maps: one page that opens from disk, with no network, in Spanish and English."""

from geo.maps.page import build_page

__all__ = ["build_page"]

"""Which package a file belongs to, by the records that package systems keep in an image. Broken records explain nothing."""

from tutor.xray.packages.npm import NpmFolders, NpmPackage
from tutor.xray.packages.package import Package

__all__ = ["NpmFolders", "NpmPackage", "Package"]

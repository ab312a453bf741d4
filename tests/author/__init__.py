"""Tests of what authors of labs use."""

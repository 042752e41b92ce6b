"""Measurements: the development sets and the latency of one answer."""

"""What all tests share."""

from hypothesis import HealthCheck, settings

# No test is about time: a busy machine finds the same faults, only later.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

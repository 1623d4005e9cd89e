"""The job table as data, run by APScheduler."""

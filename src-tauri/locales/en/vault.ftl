# First run, locking and unlocking.

"""What is said of a member that a cost is not for."""

NOT_TAKING_PART = "deltar ikke"

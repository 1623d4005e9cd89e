"""Which acts of advocacy count for which deal, and how a deal's amount is divided among them."""

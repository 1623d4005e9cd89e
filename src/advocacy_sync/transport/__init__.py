"""What every conversation with a CRM needs besides its SDK: which hosts, which token, when to try again."""

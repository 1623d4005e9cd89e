"""The HubSpot room."""

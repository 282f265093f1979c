"""The back office: an editor signs in and does with forms what others do with mutations."""

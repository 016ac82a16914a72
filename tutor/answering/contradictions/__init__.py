"""Do two notes disagree about what was asked?"""

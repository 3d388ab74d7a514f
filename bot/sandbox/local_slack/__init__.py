"""A strict stand-in for Slack on loopback: the API, deliveries and people, all in memory.

Read local_slack.py first: it is the door. world.py holds what there is, doings.py and interactions.py what people do,
methods/ what the app may ask, limits/ what is rejected, courier.py how events and interactions reach the app.
"""

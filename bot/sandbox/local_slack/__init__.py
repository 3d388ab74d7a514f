"""A strict local Slack on loopback: the API, deliveries and people, all in memory.

Read local_slack.py first. world.py has the state, user_actions.py and interactions.py what people do, methods/ the Web API,
limits/ what it rejects, and dispatcher.py delivers events and interactions to the app.
"""

"""What Slack tells us: messages, commands, shortcuts, App Home, and the app's own fate. Each file registers itself."""

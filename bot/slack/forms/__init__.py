"""The forms: one module for each modal with inputs.

Each has the ids of its modal (`ID`) and of its inputs, draws it (`draw`: values → view), and parses what Slack sends back
(`parse`: view → values, or faults by block id). `parse` raises BadInput for a view that is not ours.
"""

"""What a nudge's notification names: taken out of it once the pair is over, so that nothing asks about it any more."""

from db.models import Dispatch, Notification, Nudge, NudgeItem, Pair


def forget(pair: Pair) -> None:
    """Take a pair out of every nudge that tells of it; one that tells of nothing else goes, with what is to leave.

    Must be called inside `writing()`, with the pair's row locked.
    """
    query = Notification.select(Notification.id, Notification.names).join(
        Nudge, on=(Nudge.notification == Notification.id)
    )
    told = query.join(NudgeItem, on=(NudgeItem.nudge == Nudge.id)).where(NudgeItem.pair == pair.id)
    for row in list(told.order_by(Notification.id)):
        left = [each for each in row.names.get("pairs", ()) if each[0] != pair.id]
        if left:
            Notification.update(names={**row.names, "pairs": left}).where(Notification.id == row.id).execute()
        else:
            sent = (Dispatch.notification == row.id) & (Dispatch.state == "sent")
            Dispatch.update(notification=None).where(sent).execute()  # that it left stays known
            Dispatch.delete().where(Dispatch.notification == row.id).execute()
            Notification.delete().where(Notification.id == row.id).execute()

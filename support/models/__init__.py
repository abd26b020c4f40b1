from support.models.alert import Alert
from support.models.desk import HOUSE, DeskModel
from support.models.ticket import Ticket

__all__ = ["HOUSE", "Alert", "DeskModel", "Ticket"]

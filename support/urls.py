from django.urls import path

from support.views import tickets

app_name = "support"
urlpatterns = [
    path("tickets/", tickets.ticket_list, name="tickets"),
    path("tickets/<int:pk>/", tickets.detail, name="ticket"),
]

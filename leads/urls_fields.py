from django.urls import path

from leads.views import custom_fields

urlpatterns = [
    path("fields/add/", custom_fields.add, name="field-add"),
    path("fields/<int:pk>/remove/", custom_fields.remove, name="field-remove"),
]

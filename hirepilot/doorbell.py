"""The only Celery tasks there are. Both are safe to run any number of times."""

from celery import shared_task

from hirepilot import queue, scheduler


@shared_task(name="hirepilot.work", ignore_result=True)
def work(job_id):
    queue.work(job_id)


@shared_task(name="hirepilot.sweep", ignore_result=True)
def sweep():
    scheduler.tick()
    scheduler.sweep()

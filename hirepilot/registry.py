"""Named slots that higher apps fill, so that a lower app can use them without importing anybody."""


class Registry:
    """What has been registered under a name, in the order of arrival.

    lead_panels = Registry("lead panels")

    @lead_panels.register("enrichment", label="Enrichment")
    def enrichment_panel(request, lead): ...

    for panel in lead_panels:
        panel.name, panel.label, panel.work(request, lead)
    """

    def __init__(self, title):
        self.title, self._entries = title, {}

    def register(self, name, **meta):
        """Decorator. A second entry of the same name is a mistake in the code and stops the start."""

        def add(work):
            if name in self._entries:
                raise ValueError(f"two {self.title} are called {name}")
            self._entries[name] = Entry(name, work, meta)
            return work

        return add

    def __iter__(self):
        return iter(tuple(self._entries.values()))

    def __len__(self):
        return len(self._entries)

    def __contains__(self, name):
        return name in self._entries

    def __getitem__(self, name):
        return self._entries[name]


class Entry:
    """One registered thing: its name, the function or class itself, and what was said about it as attributes."""

    def __init__(self, name, work, meta):
        if taken := {"name", "work"} & meta.keys():
            raise ValueError(f"{name}: {', '.join(sorted(taken))} is already said")
        self.__dict__.update(meta, name=name, work=work)

    def __repr__(self):
        return f"<Entry {self.name}>"

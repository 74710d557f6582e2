"""The contract that other rooms import only a room's doors (queries, actions, figures; models as types and key targets)."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Every import from outside a room names one of its doors, or a module that `also` lists by its full name.

    A room is a package directly below one of the `floors`; a module there is open to all. Test packages are held to the order of the rooms, not to doors.
    """

    type_name = "doors"

    floors = fields.ListField(subfield=fields.StringField())
    doors = fields.SetField(subfield=fields.StringField())
    also = fields.SetField(subfield=fields.StringField(), required=False, default=frozenset())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Broken by each (importer, imported) that enters a room elsewhere."""
        children = {child for floor in self.floors for child in graph.find_children(floor)}  # type: ignore[attr-defined]
        rooms = {child for child in children if graph.find_children(child)}
        wrong = sorted(entry for room in rooms for entry in self.find_wrong_entries(graph, room))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def find_wrong_entries(self, graph: ImportGraph, room: str) -> list[tuple[str, str]]:
        """The imports that enter `room` from outside by something that is not a door."""
        inside = {room, *graph.find_descendants(room)}
        closed = [module for module in inside if not self.is_door(room, module)]
        entries = [(importer, module) for module in closed for importer in graph.find_modules_that_directly_import(module)]
        return [(importer, module) for importer, module in entries if importer not in inside and ".tests" not in importer]

    def is_door(self, room: str, module: str) -> bool:
        """True for `room.queries` and its like, for what lies inside them, and for what `also` names."""
        first = module.removeprefix(room).lstrip(".").split(".")[0]
        return first in self.doors or module in self.also  # type: ignore[operator]

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["wrong"]:
            output.print_error(f"{importer} imports {module}, which is not a door of its room")

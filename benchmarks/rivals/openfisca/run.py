"""Run the county's five benefits over the benchmark's Parquet files in this process alone.

Twice from the files to Arrow tables; the second time counts. The last line is one JSON object.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from county import CountyTaxBenefitSystem
from openfisca_core.indexed_enums import EnumArray
from openfisca_core.simulation_builder import SimulationBuilder
from pyarrow import compute, parquet

MONTH = "2026-10"
BENEFITS = {
    "dibao": "household", "tekun": "person", "living": "person",
    "nursing": "person", "old_age": "person",
}  # fmt: skip


def decide(system, folder):
    """Build a simulation from the files and calculate the five benefits."""
    homes = parquet.read_table(folder / "households.parquet", columns=["household", "residence"])
    facts = [name for name, v in system.variables.items() if not v.formulas]
    wanted = [n for n in facts if system.variables[n].entity.key == "person"]
    people = parquet.read_table(
        folder / "persons.parquet", columns=["person", "household", *wanted]
    )
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", people["person"].to_numpy())
    household = builder.declare_entity("household", homes["household"].to_numpy())
    count = people.num_rows
    builder.join_with_persons(household, people["household"].to_numpy(), ["member"] * count)
    simulation = builder.build(system)
    simulation.set_input("residence", MONTH, column(system, homes, "residence"))
    for name in wanted:
        simulation.set_input(name, MONTH, column(system, people, name))
    keys = {"household": homes["household"], "person": people["person"]}
    answers = {}
    for name, of in BENEFITS.items():
        yuan = simulation.calculate(name, MONTH)
        fen = np.rint(yuan.astype(np.float64) * 100).astype(np.int64)
        eligible = simulation.calculate(f"{name}_eligible", MONTH)
        answers[name] = pa.table({of: keys[of], "eligible": eligible, "amount": fen, "yuan": yuan})
    return answers


def column(system, table, name):
    """Give one column as the array its variable wants; fen become yuan."""
    variable, found = system.variables[name], table[name]
    if variable.value_type.__name__ == "Enum":
        coded = compute.dictionary_encode(found.combine_chunks())
        index = np.array(
            [variable.possible_values[text].index for text in coded.dictionary.to_pylist()],
            dtype=np.int16,
        )
        return EnumArray(index[coded.indices.to_numpy()], variable.possible_values)
    if variable.value_type is float:
        return (found.to_numpy() / 100).astype(np.float32)
    if variable.value_type is int:
        return found.to_numpy().astype(np.int32)
    if variable.value_type is bool:
        return found.to_numpy()
    return compute.fill_null(found, pa.scalar(0, pa.int32()).cast(pa.date32())).to_numpy()


def peak_mb():
    """Give the greatest resident memory of this process since it was started."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main():
    """Measure, and leave the answers as Parquet."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    system = CountyTaxBenefitSystem()
    began = time.perf_counter()
    decide(system, folder)
    first = time.perf_counter() - began
    cpu, clock = time.process_time(), time.perf_counter()
    answers = decide(system, folder)
    seconds, cpu = time.perf_counter() - clock, time.process_time() - cpu
    for name, table in answers.items():
        parquet.write_table(table, out / f"{name}.parquet")
    figures = {
        "seconds": round(seconds, 4),
        "cpu_seconds": round(cpu, 4),
        "first_seconds": round(first, 4),
        "peak_mb": peak_mb(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

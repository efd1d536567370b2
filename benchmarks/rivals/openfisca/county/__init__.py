"""A county's five cash benefits as an OpenFisca country package."""

from pathlib import Path

from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from county import entities

HERE = Path(__file__).resolve().parent


class CountyTaxBenefitSystem(TaxBenefitSystem):
    """The benefits of one county."""

    def __init__(self) -> None:
        super().__init__(entities.entities)
        self.add_variables_from_directory(str(HERE / "variables"))
        self.load_parameters(str(HERE / "parameters"))

"""Both CRMs' wire formats from memory, so fast that whoever reads them is what is measured."""

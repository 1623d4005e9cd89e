"""Vocabulary of the made-up companies and people. Tables only; no name here is meant to be anybody's."""

from __future__ import annotations

__all__ = [
    "AREAS",
    "COMPANY_ENDS",
    "COMPANY_KINDS",
    "COMPANY_STARTS",
    "COUNTRIES",
    "FIRST_NAMES",
    "HUBSPOT_INDUSTRIES",
    "INDUSTRIES",
    "LAST_NAMES",
    "NOMINATION_REASONS",
    "PRODUCTS",
    "TITLES",
]


def _words(text: str) -> list[str]:
    return text.split()


COMPANY_STARTS = _words("""
Alder Amber Anvil Argent Aster Atlas Aurel Basal Beacon Birch Bolt Brava Bright Cadmium Calder Canto Cedar Cinder
Clair Clover Cobalt Coral Crest Cyan Dale Delta Drift Dune Eben Echo Elm Ember Equin Ever Fal Fenn Fern Finch Fjord
Flint Forge Gale Garnet Glen Granit Grove Halo Harbor Hawth Hazel Helio Hollow Indigo Iris Iron Ivory Jasper Juniper
Kestrel Kiln Lark Laurel Linden Lumen Lyra Maple Marl Meridian Mica Mistral Moss Nimbus North Oak Ochre Onyx Opal
Orchard Osprey Pearl
""")
COMPANY_ENDS = _words("""
bay beck bridge brook burn bury cliff combe cote craft croft dale dell field fold ford gate glade grove hall ham haven
helm hill holm house hurst lake land lea loch mark meer mere mill mont moor mount ness path peak point port quay reach
ridge rise rock shore
""")
COMPANY_KINDS = [
    "Systems",
    "Software",
    "Health",
    "Logistics",
    "Manufacturing",
    "Bank",
    "Energy",
    "Retail",
    "Analytics",
    "Insurance",
    "Networks",
    "Foods",
    "Robotics",
    "Pharma",
]

# The vendor's standard Industry picklist, a part of it, by the kinds above.
INDUSTRIES = {
    "Systems": "Technology",
    "Software": "Technology",
    "Health": "Healthcare",
    "Logistics": "Transportation",
    "Manufacturing": "Manufacturing",
    "Bank": "Banking",
    "Energy": "Energy",
    "Retail": "Retail",
    "Analytics": "Technology",
    "Insurance": "Insurance",
    "Networks": "Telecommunications",
    "Foods": "Food & Beverage",
    "Robotics": "Machinery",
    "Pharma": "Biotechnology",
}

# HubSpot's `industry` options for the industries of either source.
HUBSPOT_INDUSTRIES = {
    "Technology": "COMPUTER_SOFTWARE",
    "Healthcare": "HOSPITAL_HEALTH_CARE",
    "Transportation": "LOGISTICS_AND_SUPPLY_CHAIN",
    "Manufacturing": "ELECTRICAL_ELECTRONIC_MANUFACTURING",
    "Banking": "BANKING",
    "Energy": "OIL_ENERGY",
    "Retail": "RETAIL",
    "Insurance": "INSURANCE",
    "Telecommunications": "TELECOMMUNICATIONS",
    "Food & Beverage": "FOOD_BEVERAGES",
    "Machinery": "MACHINERY",
    "Biotechnology": "BIOTECHNOLOGY",
    "technolgy": "INFORMATION_TECHNOLOGY_AND_SERVICES",
    "medical": "HOSPITAL_HEALTH_CARE",
    "retail": "RETAIL",
    "marketing": "MARKETING_AND_ADVERTISING",
    "finance": "FINANCIAL_SERVICES",
    "software": "COMPUTER_SOFTWARE",
    "entertainment": "ENTERTAINMENT",
    "telecommunications": "TELECOMMUNICATIONS",
    "services": "CONSUMER_SERVICES",
    "employment": "STAFFING_AND_RECRUITING",
}

# country, city, dialling code, weight
COUNTRIES = [
    ("United States", "Columbus", "1614555", 34),
    ("United States", "Portland", "1503555", 12),
    ("United Kingdom", "Leeds", "44113496", 12),
    ("Germany", "Hannover", "49511555", 11),
    ("France", "Nantes", "33240555", 6),
    ("Netherlands", "Utrecht", "3130555", 4),
    ("Sweden", "Uppsala", "4618555", 3),
    ("Spain", "Valencia", "3496555", 3),
    ("Italy", "Bologna", "39051555", 3),
    ("Canada", "Halifax", "1902555", 4),
    ("Australia", "Adelaide", "618555", 3),
    ("Japan", "Nagoya", "8152555", 3),
    ("Singapore", "Singapore", "656555", 2),
    ("Brazil", "Curitiba", "5541555", 2),
]

FIRST_NAMES = _words("""
Aaliyah Adam Aiko Alejandra Amara Anders Anika Antonio Aoife Ayşe Beatriz Ben Bianca Björn Camille Carlos Chen Chidi
Chloe Clara Dagmar Daniel Deepa Diego Dmitri Elena Elias Emeka Emma Eva Farah Felix Fiona Freya Gabriel Greta Hana
Harriet Hassan Helena Hiro Ibrahim Ines Ingrid Isaac Jana Jasper José Jin Jonas Julia Kai Karin Kofi Laila Lars Leah
Liam Lin Lucía Magnus Maja Marco Maria Mateo Mei Mina Nadia Naomi Nils Noor Olga Oliver Omar Paolo Petra Priya Quinn
Rafael Ravi Renée Rosa Ruth Sana Sara Sebastian Selma Siddharth Simone Sofia Stefan Tamar Tariq Teresa Thomas Uma
Valentina Victor Wanda Wei Xavier Yara Yusuf Zoe Zofia
""")
LAST_NAMES = _words("""
Abara Achterberg Adeyemi Ahlgren Alvarez Amadi Andersson Aoki Arslan Baker Banerjee Barros Bauer Bennani Berg Bianchi
Blanchard Bosch Brandt Byrne Cardoso Castillo Chaudhry Chow Costa Czerny Dahl Das Delgado Demir Diallo Dubois Eklund
Endo Eriksen Fadel Farkas Fernandes Fischer Fofana Fontaine Fraser Fujita Gallo Garrido Ghosh Gomes Grant Grau Gupta
Haddad Hagen Halloran Hansen Haruna Hayashi Hennessy Hoang Horvat Ibarra Iqbal Ito Iversen Jansen Jha Johansson Kaur
Keller Khan Kim Klein Kone Kovac Kruger Kumar Lambert Larsen Laurent Lehmann Leung Lindqvist Lopes Lund Maas Madsen
Malik Marchetti Mbeki Mendes Meyer Molina Moreau Mori Müller Nakamura Ndiaye Nguyen Nielsen Novak Nowak Nuñez O'Brien
Okafor Olsen Osei Ozturk Park Patel Pereira Petrov Pham Pires Popescu Quintero Rahman Ramos Rao Reyes Ricci Rossi
Roux Ruiz Saito Sato Schmitt Shah Sharma Silva Singh Sousa Stein Suzuki Takeda Tanaka Torres Traore Tremblay Ueda
Vargas Vasile Vega Visser Wagner Walsh Wang Weiss Wójcik Wong Yamada Yıldız Zhang Zimmer Zuniga
""")

# title, department, weight
TITLES = [
    ("Chief Information Officer", "IT", 4),
    ("Chief Financial Officer", "Finance", 3),
    ("Chief Executive Officer", "Management", 2),
    ("VP Operations", "Operations", 6),
    ("VP Engineering", "Engineering", 6),
    ("VP Customer Success", "Customer Success", 4),
    ("Director of IT", "IT", 10),
    ("Director of Procurement", "Procurement", 7),
    ("Head of Data", "Engineering", 7),
    ("Head of Marketing", "Marketing", 6),
    ("IT Manager", "IT", 12),
    ("Operations Manager", "Operations", 10),
    ("Solutions Architect", "Engineering", 10),
    ("Business Analyst", "Operations", 9),
    ("Security Engineer", "IT", 4),
]

PRODUCTS = [
    ("Core Platform", "Platform"),
    ("Core Platform Plus", "Platform"),
    ("Insight", "Analytics"),
    ("Insight Live", "Analytics"),
    ("Connect", "Integration"),
    ("Care", "Services"),
]

AREAS = ["migration", "rollout", "first year", "security review", "integration", "reporting", "return on investment"]

NOMINATION_REASONS = [
    "Asked in the business review how to tell others about us",
    "Praised the rollout team in front of their board",
    "Spoke for us, unasked, in a peer forum",
    "Saved two weeks per closing and would show how",
    "Long-standing user group member, confident speaker",
]

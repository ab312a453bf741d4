"""Labs of others: folders of data that are looked through, bounded and copied before anything of them is used."""

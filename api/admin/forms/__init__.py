"""Forms that follow from the inputs of mutations: what can be given of something is what its form asks for."""

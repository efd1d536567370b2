"""The portal: what citizens see."""

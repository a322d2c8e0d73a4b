#!/bin/bash
# One extraction and its scores on several nodes: sbatch slurm.sh MODEL IMAGES FOLDER
# Given again after a failure, it goes on where the extraction was.
#SBATCH --job-name=lexicnn
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=16
#SBATCH --time=24:00:00
set -euo pipefail

model=$1 images=$2 folder=$3
threads=$SLURM_CPUS_PER_TASK
run() { srun --kill-on-bad-exit=1 --cpus-per-task="$threads" lexicnn "$@" --threads "$threads"; }

mkdir -p "$folder"
if [ ! -e "$folder/activations.h5ad" ]; then
  run extract "$model" "$images" -o "$folder/activations.h5ad" --dtype f16 --resume
fi
run score "$folder/activations.h5ad" -o "$folder/scores.h5ad" --overwrite --memory 8GiB

#!/bin/bash
# One extraction as an array of 32 jobs that need no MPI: sbatch array.sh MODEL IMAGES FOLDER
# When all have ended: lexicnn merge FOLDER/part-*.h5ad -o FOLDER/activations.h5ad
#SBATCH --job-name=lexicnn-part
#SBATCH --array=1-32
#SBATCH --cpus-per-task=16
#SBATCH --time=24:00:00
set -euo pipefail

model=$1 images=$2 folder=$3
shard=$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT
part=$folder/part-$SLURM_ARRAY_TASK_ID.h5ad

mkdir -p "$folder"
[ -e "$part" ] || lexicnn extract "$model" "$images" -o "$part" --shard "$shard" --dtype f16 \
  --threads "$SLURM_CPUS_PER_TASK" --resume

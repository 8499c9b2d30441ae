/** The mean of the last `length` values up to and with index `at`. */
export function average(values: Float64Array, at: number, length: number): number {
  let sum = 0;
  for (let i = at - length + 1; i <= at; i++) sum += values[i]!;
  return sum / length;
}

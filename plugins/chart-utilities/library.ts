/**
 * What `import … from 'plugin:chart-utilities'` gives. All of it is pure: it fills columns the caller owns, and reads of
 * them nothing beyond the bar it computes, so that an indicator built on it neither looks ahead nor depends on how its bars were cut.
 */

export { averageWeight, barsToForget, fillAverage, fillMean, meanOf, wilderWeight } from './services/averages.ts';
export { highestOf, lowestOf, midpointOf } from './services/extremes.ts';
export { type Anchor, anchors, isAnchored } from './services/periods.ts';
export { fillTrueRange, trueRangeOf } from './services/ranges.ts';
export { fillVolumeWeighted, type VolumeSums } from './services/volume-weighted.ts';

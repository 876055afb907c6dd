using Plum.Core.Calls;

namespace Plum.Core.Volume;

/// <summary>Calls added up, and the figures a report makes of them (VoiceTrends, call volume).</summary>
/// <param name="Seconds">From answer to hang-up.</param>
/// <param name="Transfers">Transfers out; a call may have several.</param>
public readonly record struct VolumeSum(long Calls, long Seconds, long Transfers, long TransferSeconds)
{
    public double CallMinutes => Tenths(Seconds, 60);

    public double TransferMinutes => Tenths(TransferSeconds, 60);

    /// <summary>Transfers for a hundred calls.</summary>
    public double TransferRate => Tenths(Transfers * 100, Calls);

    /// <summary>Seconds.</summary>
    public double AverageCallLength => Tenths(Seconds, Calls);

    public static VolumeSum Of(PlacedCall call) => new(1, call.DurationSeconds, call.Transfers, call.TransferSeconds);

    public static VolumeSum Of(IEnumerable<PlacedCall> calls) =>
        calls.Select(Of).Aggregate(default(VolumeSum), (sum, call) => sum + call);

    public static VolumeSum operator +(VolumeSum left, VolumeSum right) => new(
        left.Calls + right.Calls,
        left.Seconds + right.Seconds,
        left.Transfers + right.Transfers,
        left.TransferSeconds + right.TransferSeconds);

    // To one decimal, halves up, as PHP rounds. In whole numbers: 2.05 has no exact binary form. Nothing to divide by
    // is 0.
    private static double Tenths(long amount, long by) => by == 0 ? 0 : ((20 * amount) + by) / (2 * by) / 10.0;
}

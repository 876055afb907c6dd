using NodaTime;
using NodaTime.Text;
using Plum.Core.PhoneLists;
using Plum.Core.Queueing;
using Plum.Core.Volume;

namespace Plum.Core.VoiceTrends;

/// <summary>
/// What a report is asked of: the four parameters in the path of <c>/api/volume</c>, each as it was meant.
/// </summary>
/// <param name="Start">The first Eastern day.</param>
/// <param name="End">The last one, included.</param>
/// <param name="Number">Ten digits, or of another country a plus and more; null for all numbers.</param>
public sealed record VolumeRequest(LocalDate Start, LocalDate End, VolumePeriod Period, string? Number)
{
    public const int MaxYears = 5;

    private const string AllNumbers = "ALL";

    private static readonly LocalDatePattern Date = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    // Every bucket between them begins at a unix second that is not negative, and has an end.
    private static readonly LocalDate Earliest = new(1970, 2, 1);
    private static readonly LocalDate Latest = new(9998, 12, 31);

    /// <summary>Reads the parameters, or notes what is wrong with each of them.</summary>
    public static VolumeRequest? Read(PostVariables sent)
    {
        var start = Day(sent, "start");
        var end = Day(sent, "end");
        var period = sent.Require("period").OneOf("period", "day", "week", "month");
        var number = NumberOf(sent);
        if (start > end)
        {
            sent.AddFault($"start is {sent["start"]}, after end, which is {sent["end"]}.");
        }
        else if (start < end?.PlusYears(-MaxYears))
        {
            sent.AddFault($"From start, {sent["start"]}, to end, {sent["end"]}, is more than {MaxYears} years.");
        }

        return sent.Faults.Count == 0
            ? new(start!.Value, end!.Value, Enum.Parse<VolumePeriod>(period!, ignoreCase: true), number)
            : null;
    }

    private static LocalDate? Day(PostVariables sent, string name)
    {
        if (sent.Require(name)[name] is not { } text)
        {
            return null;
        }

        if (text.Length == 8
            && Date.Parse(text) is { Success: true, Value: var day }
            && day >= Earliest
            && day <= Latest)
        {
            return day;
        }

        var days = $"{Date.Format(Earliest)} to {Date.Format(Latest)}";
        sent.AddFault($"{name} is '{PostVariables.Shown(text)}'; a day from {days} in the form YYYYMMDD is needed.");
        return null;
    }

    /// <returns>As in <see cref="Number"/>.</returns>
    private static string? NumberOf(PostVariables sent)
    {
        if (sent.Require("phone")["phone"] is not { } text
            || text.Equals(AllNumbers, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (!PhoneNumber.TryParse(text, out var number, out var reason))
        {
            sent.AddFault($"phone '{PostVariables.Shown(text)}' {reason}. A single number or {AllNumbers} is needed.");
            return null;
        }

        return number.Dial is ['+', '1', .. { Length: 10 } digits] ? digits : number.Dial;
    }
}

using System.Text;
using Plum.Demo;

namespace Plum.Bench;

/// <summary>Made-up lists and campaigns.</summary>
internal static class Numbers
{
    /// <summary>A list as a CSV file: <c>tel:+1…;ani=…,reference</c>, no number twice.</summary>
    public static byte[] Csv(int rows)
    {
        var text = new StringBuilder(rows * 46);

        for (var i = 0; i < rows; i++)
        {
            text.Append("tel:+1").Append(2_120_000_000L + i).Append(";ani=7778889999,ref").Append(i).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public static Dictionary<string, string> Campaign(
        Receiver receiver, string schedule, string start, string end, string from = "00:00", string to = "23:59") =>
            new()
            {
                ["start_date"] = start,
                ["end_date"] = end,
                ["profiles"] = $$"""[{"profile":"pace","start_time":"{{from}}","end_time":"{{to}}"}]""",
                ["schedule"] = schedule,
                ["start_url"] = receiver.StartUrl,
            };
}

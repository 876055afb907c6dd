using System.Text;

namespace Plum.Functions.Shared.Outbound;

/// <summary>
/// application/x-www-form-urlencoded in UTF-8. Unlike FormUrlEncodedContent it has no length at which it gives up.
/// </summary>
internal static class FormEncoding
{
    public static byte[] Encode(IEnumerable<KeyValuePair<string, string>> form)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in form)
        {
            text.Append(text.Length == 0 ? "" : "&").Append(Escape(name)).Append('=').Append(Escape(value));
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The URL with these variables at the end of its query.</summary>
    public static Uri AddTo(Uri url, IEnumerable<KeyValuePair<string, string>> query)
    {
        var added = Encoding.ASCII.GetString(Encode(query));
        return added.Length == 0
            ? url
            : new UriBuilder(url) { Query = url.Query is "" or "?" ? added : $"{url.Query[1..]}&{added}" }.Uri;
    }

    private static string Escape(string value) =>
        Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal);
}

using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Plum.Functions.Tests.Support;

/// <summary>Posts to queuecall and queuecalls as the development account.</summary>
internal static class OutboundForms
{
    public const string QueueCall = "webservice/queuecall.php";
    public const string QueueCalls = "webservice/queuecalls.php";

    public static readonly (string Name, string Value)[] Login = [("login", "demo"), ("pin", "1234")];

    /// <summary>urlencoded, as a form without a file is.</summary>
    public static async Task<QueueAnswer> QueueCallAsync(
        this HttpClient plum, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(
            [.. Login.Concat(fields).Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
        return await QueueAnswer.ReadAsync(await plum.PostAsync(QueueCall, content));
    }

    /// <summary>multipart/form-data with the list as a file.</summary>
    public static async Task<QueueAnswer> QueueCallsAsync(
        this HttpClient plum, string list, params (string Name, string Value)[] fields)
    {
        using var content = Customer.Form([.. Login, .. fields]);
        content.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(list)), "phone_list", "list.csv");
        return await QueueAnswer.ReadAsync(await plum.PostAsync(QueueCalls, content));
    }

    public static string UnixSeconds(this DateTimeOffset at) =>
        at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}

/// <summary>What queuecall or queuecalls answered, in XML.</summary>
internal sealed record QueueAnswer(XElement Xml)
{
    public string Status => (string?)Xml.Attribute("status") ?? "";

    public int CallId => (int)Xml.Attribute("call_id")!;

    public int CampaignId => (int)Xml.Attribute("campaign_id")!;

    public int CallCount => (int)Xml.Attribute("call_count")!;

    /// <summary>The calls of a list, in its order.</summary>
    public IReadOnlyList<(int CallId, string Number, string Reference)> Calls => [.. Xml.Elements("call").Select(call =>
        ((int)call.Attribute("call_id")!, (string)call.Attribute("phone_number")!, (string)call.Attribute(
            "message_reference")!))];

    public static QueueAnswer Parse(string xml) => new(XDocument.Parse(xml).Root!);

    public static async Task<QueueAnswer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return Parse(await response.Content.ReadAsStringAsync());
        }
    }

    /// <summary>The answer, which must be that everything is queued.</summary>
    public QueueAnswer Queued() => Status == "queued" ? this : throw new InvalidOperationException(Xml.ToString());
}

using System.Security.Cryptography;
using System.Text;

namespace Plum.Functions.Accounts;

/// <summary>The row keys of an account's partition. Ids are zero-padded, so that rows sort as their ids do.</summary>
internal static class AccountRows
{
    public const string Account = "account";
    public const string Ledger = "ledger";
    public const string Schedule = "schedule";
    public const string Profile = "profile";
    public const string Campaign = "campaign";
    public const string Deleted = "deleted-campaign";
    public const string Token = "token";
    public const string Use = "use";
    public const string Work = "work";

    public static string Of(string kind, int id) => $"{kind}|{id:D10}";

    /// <summary>The id in a row key that ends with one.</summary>
    public static int IdOf(string rowKey) => int.Parse(rowKey.AsSpan(rowKey.LastIndexOf('|') + 1));

    /// <summary>
    /// A nickname may hold any character and a row key may not, so its hash stands for it. Nicknames are compared
    /// exactly.
    /// </summary>
    public static string Name(string kind, string nickname) => $"name|{kind}|{Hash(nickname)}";

    /// <summary>
    /// Says that a campaign uses a schedule or profile. The newest campaign sorts first, because errors name the
    /// highest id.
    /// </summary>
    public static string UseBy(string kind, int id, int campaign) => $"{Uses(kind, id)}|{int.MaxValue - campaign:D10}";

    public static string Uses(string kind, int id) => $"{Use}|{kind}|{id:D10}";

    public static int CampaignOfUse(string rowKey) => int.MaxValue - IdOf(rowKey);

    public static string Idempotency(string key) => $"key|{Hash(key)}";

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

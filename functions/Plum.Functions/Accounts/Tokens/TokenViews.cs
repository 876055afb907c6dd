using Plum.Core.Accounts;
using Plum.Core.Times;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>Tokens as the interface shows them: whatever there is to know but the token itself.</summary>
internal static class TokenViews
{
    public static void Write(Utf8Json json, ListedToken listed)
    {
        Write(json, listed.Token);
        json.WriteString("last_used_at", listed.UsedAt is { } used ? Eastern.Show(used) : null);
    }

    /// <param name="text">The token itself, this once.</param>
    public static void Write(Utf8Json json, Token token, string? text = null)
    {
        json.WriteNumber("id", token.Id);
        json.WriteString("label", token.Label);
        if (text is not null)
        {
            json.WriteString("token", text);
        }

        json.WriteString("created_at", Eastern.Show(token.CreatedAt));
        json.WriteString("expires_at", token.ExpiresAt is { } expires ? Eastern.Show(expires) : null);
    }
}

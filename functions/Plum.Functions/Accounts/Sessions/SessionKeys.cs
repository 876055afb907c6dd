using System.Xml;
using System.Xml.Linq;
using Azure.Data.Tables;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Plum.Functions.Accounts.SigningKeys;

namespace Plum.Functions.Accounts.Sessions;

/// <summary>
/// The keys that sessions are encrypted with, in the app's own storage: every process opens what another has sealed,
/// restarts included.
/// </summary>
internal sealed class SessionKeys(AccountTable accounts, KeySeal seal) : IXmlRepository
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Partition = "session-keys";
    private const string Text = "Text";

    public IReadOnlyCollection<XElement> GetAllElements() => ReadAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName)
    {
        var text = seal.Seal(Partition, element.ToString(SaveOptions.DisableFormatting));
        var row = new TableEntity(Partition, Guid.NewGuid().ToString("N")) { [Text] = text };
        accounts.Rows.AddEntityAsync(row).GetAwaiter().GetResult();
    }

    private async Task<IReadOnlyCollection<XElement>> ReadAsync() =>
        await accounts.RangeAsync(Partition, "", "~").Select(Open).OfType<XElement>().ToListAsync();

    /// <summary>
    /// A key that cannot be opened any more is left out: its sessions are over, and another key is drawn.
    /// </summary>
    private XElement? Open(TableEntity row)
    {
        try
        {
            return XElement.Parse(seal.Open(Partition, row.GetString(Text))!);
        }
        catch (Exception e) when (e is InvalidOperationException or XmlException)
        {
            return null;
        }
    }
}

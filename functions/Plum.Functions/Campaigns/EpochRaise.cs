using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;

namespace Plum.Functions.Campaigns;

/// <summary>Raises the epochs of the campaigns that one edit concerns.</summary>
/// <remarks>
/// As many as fit are raised in the transaction of the edit itself, the others in further ones. Should the process end
/// between them, those others follow the edit when they next plan, and raising an epoch twice does no harm: the edit
/// may simply be repeated.
/// </remarks>
internal sealed class EpochRaise(
    AccountTable accounts,
    CampaignTable campaigns,
    CampaignControl control,
    string account,
    Func<Campaign, Campaign> move)
{
    private readonly List<CampaignKey> _raised = [];
    private Queue<int> _left = [];

    /// <summary>
    /// Puts the campaigns into the edit's transaction. Called again when the transaction has to be, it starts over.
    /// </summary>
    public async Task AddAsync(AccountChange change, IReadOnlyList<int> ids, CancellationToken ct)
    {
        _raised.Clear();
        _left = new(ids);
        await FillAsync(change, ct);
    }

    /// <summary>Raises those that did not fit, and tells every raised campaign.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        while (_left.Count > 0)
        {
            await RaisePartAsync(ct);
        }

        foreach (var key in _raised)
        {
            await control.ChangedAsync(key, ct);
        }
    }

    private async Task RaisePartAsync(CancellationToken ct)
    {
        var before = (Raised: _raised.Count, Left: new Queue<int>(_left));
        await accounts.ChangeAsync(
            account,
            async change =>
            {
                _raised.RemoveRange(before.Raised, _raised.Count - before.Raised);
                _left = new(before.Left);
                await FillAsync(change, ct);
                return true;
            },
            ct);
    }

    private async Task FillAsync(AccountChange change, CancellationToken ct)
    {
        while (change.Rows < AccountChange.MaxRows && _left.TryDequeue(out var id))
        {
            var key = new CampaignKey(account, id);
            if (await campaigns.FindCampaignAsync(key, ct) is { Value.State: CampaignState.Started } found)
            {
                change.Replace(CampaignTable.Write(move(found.Value)), found.Version);
                _raised.Add(key);
            }
        }
    }
}

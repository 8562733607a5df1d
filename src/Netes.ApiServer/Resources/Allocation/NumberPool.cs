using System.Collections;

namespace Netes.ApiServer.Resources.Allocation;

/// <summary>
/// Numbers from 0 to size-1, each given out once. Numbers that nobody chose come from above a lower band, as long as there are
/// any, so that those who choose one rarely collide with them (KEP-3070, KEP-3668). Safe for many threads.
/// </summary>
internal sealed class NumberPool(int size, int staticBand)
{
    private readonly Lock gate = new();
    private readonly BitArray taken = new(size);

    public bool TryTake(int number)
    {
        lock (gate)
        {
            if (taken[number]) return false;
            taken[number] = true;
            return true;
        }
    }

    /// <summary>Any free number; null when all are taken.</summary>
    public int? TakeAny()
    {
        lock (gate) return TakeBetween(staticBand, size) ?? TakeBetween(0, staticBand);
    }

    public void Release(int number)
    {
        lock (gate) taken[number] = false;
    }

    private int? TakeBetween(int from, int to)
    {
        if (to <= from) return null;
        int start = Random.Shared.Next(from, to);
        for (int i = 0; i < to - from; i++)
        {
            int number = from + (start - from + i) % (to - from);
            if (taken[number]) continue;
            taken[number] = true;
            return number;
        }
        return null;
    }
}

namespace Netes.Scheduler.Framework;

/// <summary>Ways to bring raw scores into 0 to <see cref="MaxScore"/>.</summary>
internal static class Normalize
{
    public const long MaxScore = 100;

    /// <summary>In proportion to the greatest; <paramref name="reverse"/> for raw scores where less is better.</summary>
    public static void ByMax(Span<long> scores, bool reverse)
    {
        long max = 0;
        foreach (long score in scores)
        {
            max = Math.Max(max, score);
        }

        for (int i = 0; i < scores.Length; i++)
        {
            long score = max == 0 ? 0 : MaxScore * scores[i] / max;
            scores[i] = reverse ? MaxScore - score : score;
        }
    }
}
